"""The papers of a visit: composed from a template, shown as pictures, signed with a finger, sealed."""
