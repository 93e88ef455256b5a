"""The pages of the drill: set-up, the sparring room, the debrief."""
