"""HTTP only: gather what a request brings, let study decide, tell store, render a template."""
