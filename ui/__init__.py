"""How core data is shown and entered. No arithmetic of RoPE's lives here."""
