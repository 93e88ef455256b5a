"""A rubric or a battlecard drafted from a document, line by line, each line with the words it comes from.

Begin with `document` (what was brought, in numbered passages), then `proposal` (what is proposed of it),
`verifying` (what of that can stand) and `acceptance` (what the author says to each line). `rubric_text` and
`card_text` write what was accepted as a file.
"""
