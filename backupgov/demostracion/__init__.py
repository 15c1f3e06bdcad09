"""The demonstration institution: people, a Directorio and 120 days of history.

Made by the product's own acciones from one number, with dates relative to the real today.
"""
