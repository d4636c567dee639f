"""Requests that are like others: repeated ones, many by one applicant, and what many ask for."""
