from tests.audit.conftest import as_released

__all__ = ["as_released"]
