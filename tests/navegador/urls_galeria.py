"""The product's addresses plus the gallery, which only exists under DEBUG."""

from django.urls import path

from backupgov.galeria import galeria
from backupgov.urls import urlpatterns as producto

urlpatterns = [path("galeria/", galeria), *producto]
