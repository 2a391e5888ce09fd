"""One Rasa action a file; rasa-sdk imports them all. What they do is decided in `bot/answering`."""
