"""The addresses of this part."""

from __future__ import annotations

from django.urls import path

from mingheng.accounts.views import administration, own, signing

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-in/code/", signing.second_factor, name="second_factor"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("set-up/<str:token>/", signing.set_up, name="set_up"),
    path("account/", own.account, name="account"),
    path("account/second-factor/", own.enrol, name="enrol"),
    path("account/recovery-codes/", own.recovery_codes, name="recovery_codes"),
    path("account/sessions/end/", own.sessions_end, name="sessions_end"),
    path("account/password/", own.password, name="password"),
    path("account/confirm/", own.confirm, name="confirm"),
    path("accounts/", administration.accounts, name="accounts"),
    path("accounts/create/", administration.create, name="create"),
    path("accounts/create-many/", administration.create_many, name="create_many"),
    path("accounts/<int:account_id>/", administration.details, name="details"),
    path("accounts/<int:account_id>/reset/", administration.reset, name="reset"),
    path("accounts/<int:account_id>/close/", administration.close, name="close"),
    path("accounts/<int:account_id>/reopen/", administration.reopen, name="reopen"),
]
