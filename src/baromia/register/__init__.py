"""The register: its tables, keys and source entries, read and checked."""
