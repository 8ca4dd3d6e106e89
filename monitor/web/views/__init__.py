"""What dashboard pages show: pure functions from records to page contexts, tested without HTML or an app."""
