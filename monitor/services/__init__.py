"""The use cases: what people do with the monitor, without knowing of the web."""
