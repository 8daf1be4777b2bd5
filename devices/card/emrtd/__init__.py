"""Travel documents with a chip (ICAO Doc 9303): passports and the permits for travel between the mainland and Hong
Kong, Macao and Taiwan. From the paper to the person: `mrz`, `bac` or `pace`, `messaging`, `files`, `lds`, `passive`,
`profile`.
"""
