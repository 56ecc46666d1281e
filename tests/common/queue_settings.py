"""A product reduced to its queue, for tests that start real processes."""

import os

from config.database import database_settings

SECRET_KEY = "tests-only"
INSTALLED_APPS = ["django_tasks", "django_tasks_db", "jalon.common"]
DATABASES = {"default": database_settings(os.environ["JALON_DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
USE_TZ = True
TIME_ZONE = "Europe/Paris"
