"""The names of the font files that are shipped in `assets/fonts`, for screens, receipts, scans and proofs alike."""

REGULAR = "NotoSansSC-Regular.otf"  # all Han characters that Noto Sans SC has
BOLD = "NotoSansSC-Bold.otf"  # GB 2312 only
