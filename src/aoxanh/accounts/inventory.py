"""What accounts hold of people, the tables of the sign-in library and of the framework among them.

What somebody signs in with is sensitive (NĐ 356/2025 Đ.4); a duty in the Union shows a political view.
"""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.models import Appointment, FailedSignIn, Invitation, Recovery, Token, User
from aoxanh.database.inventory import A_DAY, ALWAYS, DAYS_14, NONE, WITH_ACCOUNT, Data, classify

SIGN_IN = _("signing in and keeping the account safe")
OFFICE = _("who is in office, and by which decision")
PROGRAMS = _("letting other programs in")
BASIC, SECRET = Data("basic", SIGN_IN, WITH_ACCOUNT), Data("sensitive", SIGN_IN, WITH_ACCOUNT)

classify(
    User,
    {
        "id is_active signed_out_at short_password": NONE,
        "username name email phone last_login date_joined": BASIC,
        "password": SECRET,
    },
)
classify(
    Appointment,
    {
        "id unit term decision_number decision_on decision_body delegated_from recorded_at": NONE,
        "user duty starts_on ends_on end_reason": Data("sensitive", OFFICE, ALWAYS),
    },
)
classify(
    Token,
    {
        "id prefix scopes created_at expires_at revoked_at": NONE,
        "user purpose last_used_on": Data("basic", PROGRAMS, WITH_ACCOUNT),
        "token_sha256": Data("sensitive", PROGRAMS, WITH_ACCOUNT),
    },
)
classify(
    Invitation,
    {
        "id purpose created_at expires_at used_at ended_at": NONE,
        "user created_by": BASIC,
        "token_sha256": SECRET,
    },
)
classify(
    Recovery,
    {
        "id opened_at ripe_at link_at cancelled_at used_at site": NONE,
        "user opened_by": BASIC,
    },
)
classify(FailedSignIn, {"id at": NONE, "name network": Data("basic", SIGN_IN, A_DAY)})
classify(EmailAddress, {"id verified primary": NONE, "user email": BASIC})
classify(EmailConfirmation, {"id created sent": NONE, "email_address": BASIC, "key": SECRET})
classify(Authenticator, {"id type created_at": NONE, "user last_used_at": BASIC, "data": SECRET})
classify(
    UserSession,
    {
        "id created_at": NONE,
        "user ip last_seen_at user_agent data": Data("basic", SIGN_IN, DAYS_14),
        "session_key": Data("sensitive", SIGN_IN, DAYS_14),
    },
)
classify(Session, {"expire_date": NONE, "session_key session_data": Data("sensitive", SIGN_IN, DAYS_14)})
classify(SocialApp, {"id provider provider_id name client_id secret key settings": NONE})
classify(SocialAccount, {"id provider": NONE, "user uid last_login date_joined": BASIC, "extra_data": SECRET})
classify(SocialToken, {"id app expires_at": NONE, "account": BASIC, "token token_secret": SECRET})
classify(Permission, {"id name content_type codename": NONE})
classify(Group, {"id name permissions": NONE})
classify(ContentType, {"id app_label model": NONE})
