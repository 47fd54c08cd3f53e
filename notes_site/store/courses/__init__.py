"""Several courses on one site: whose rows are whose, and what is called how."""
