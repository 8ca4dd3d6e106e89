"""HTTP: the application, its pages and its commands. Import `create_app` from `monitor.web.app`."""
