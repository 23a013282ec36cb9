"""What interviews keep: published sources, sessions with sealed steps, assembled documents."""
