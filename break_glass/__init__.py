"""The function that opens the glass: it keeps requests and approvals, and alone signs the way in to Vault.

Deployed alone, with nothing but what Lambda's Python has. docs/decisions/0116 to 0119 say why it is as it is.
"""
