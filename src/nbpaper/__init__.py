"""Notebooks to paper: execute with papermill, collect what they record, render, and prove that no number was typed."""
