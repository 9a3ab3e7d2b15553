"""Cabinet as a Django application."""

from django.apps import AppConfig


class CabinetConfig(AppConfig):
    """The client’s face."""

    name = "kabinet.cabinet"
    label = "cabinet"

    def ready(self) -> None:
        """Join a visitor's drafts to the account that signs in."""
        from kabinet.cabinet.sign_in import claim_drafts_of_browser
        from kabinet.identity.hooks import after_sign_in

        after_sign_in.append(claim_drafts_of_browser)
