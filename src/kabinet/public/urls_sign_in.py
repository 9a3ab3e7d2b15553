"""Addresses of signing in."""

from django.urls import path

from kabinet.public.views import sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="sign_in_code"),
    path("sign-in/code/new/", sign_in.new_code, name="sign_in_new_code"),
    path("sign-in/password/", sign_in.password, name="sign_in_password"),
    path("sign-in/recovery/", sign_in.recovery, name="sign_in_recovery"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
]
