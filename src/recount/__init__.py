"""Recount: every percentage and claim of one published report, from its printed counts."""
