"""Published models: presets with their sources, and one real model's vectors."""
