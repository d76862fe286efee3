"""Applications that tests put around the real one."""


class Counting:
    """An application, and how often it was asked."""

    def __init__(self, application) -> None:
        self.application = application
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.application(environ, start_response)
