"""The site under measurement, in processes of its own. Importing this loads the site that MINGHENG_HOME names."""

import django

django.setup()
