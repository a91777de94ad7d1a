"""What a model refuses, whoever asks."""


class InvalidTransition(Exception):
    """A state change that the present state does not allow."""

    def __init__(self, code: str, state: str, move: str) -> None:
        super().__init__(f"{code}: {move} is not possible from {state}")
        self.code, self.state, self.move = code, state, move
