"""Articles that nobody has prepared: files, folders, pages and lists of articles, to texts with what is known of each.

`pieces.pieces_of` finds what may hold an article, `reading.document_of` reads one. Whatever cannot be used is a
`Skipped` with its place and the reason, and the rest goes on.
"""
