"""What each act is called in plain words; the actor's name stands before them, the object's name below."""

from collections.abc import Mapping

from platform_app.services.audit.actions import AuditAction

A = AuditAction
WORDS: dict[AuditAction, str] = {
    A.SUPER_ADMIN_CREATED: "made a super admin",
    A.SUPER_ADMIN_INVITED: "invited a super admin",
    A.SUPER_ADMIN_DEACTIVATED: "deactivated a super admin",
    A.SUPER_ADMIN_REACTIVATED: "reactivated a super admin",
    A.SECRETS_ROTATED: "sealed the secrets with a new key",
    A.COMPANY_CREATED: "created the company",
    A.COMPANY_PLAN_CHANGED: "changed the company's plan",
    A.COMPANY_LIMITS_CHANGED: "changed the company's own limits",
    A.COMPANY_SUSPENDED: "suspended the company",
    A.COMPANY_RESTORED: "restored the company",
    A.COMPANY_DELETION_SCHEDULED: "scheduled the company's deletion",
    A.COMPANY_ERASED: "erased the company's data",
    A.COMPANY_EXPORTED: "exported the company's data",
    A.PLAN_CREATED: "made a plan",
    A.PLAN_CHANGED: "changed a plan",
    A.PLAN_ARCHIVED: "archived a plan",
    A.PLAN_BROUGHT_BACK: "brought a plan back",
    A.PLAN_MADE_DEFAULT: "chose the plan for new companies",
    A.JOB_REQUEUED: "started a failed job again",
    A.JOB_DELETED: "deleted a failed job",
    A.SETUP_LINK_SENT: "sent a new set-up link",
    A.COMPANY_PROFILE_CHANGED: "changed the company's profile",
    A.COMPANY_RENAMED: "moved the company to another subdomain",
    A.OPT_OUT_CHANGED: "changed what opting out says",
    A.DOMAIN_ADDED: "added a domain",
    A.DOMAIN_PROVED: "found a domain's proof",
    A.DOMAIN_LOST: "lost a domain's proof",
    A.DOMAIN_REMOVED: "removed a domain",
    A.ACCOUNT_SET_UP: "set up an account",
    A.ACCOUNT_CHANGED: "changed their own profile",
    A.EMAIL_CHANGE_ASKED: "asked for another e-mail address",
    A.EMAIL_CHANGED: "changed an account's e-mail address",
    A.PASSWORD_CHANGED: "changed their password",
    A.PASSWORD_RESET: "chose a new password by a mailed link",
    A.RESET_ASKED: "asked for a link to a new password",
    A.SECOND_FACTOR_OFFERED: "began to set up a second factor",
    A.SECOND_FACTOR_SET: "set up a second factor",
    A.SECOND_FACTOR_REMOVED: "removed a second factor",
    A.RECOVERY_CODES_RENEWED: "made new recovery codes",
    A.SIGNED_IN: "signed in",
    A.SIGN_IN_FAILED: "gave a wrong e-mail or password",
    A.SECOND_FACTOR_FAILED: "gave a wrong sign-in code",
    A.CONFIRMED: "confirmed who they are",
    A.SESSION_RENEWED: "got a new session for more rights",
    A.SIGNED_OUT: "ended a session",
    A.OTHER_SESSIONS_ENDED: "ended all other sessions",
    A.VISIT_PREPARED: "prepared a visit to the company",
    A.VISIT_STARTED: "began a visit",
    A.VISIT_PAGE_OPENED: "looked at a page",
    A.VISIT_ENDED: "ended a visit",
    A.MEMBER_INVITED: "invited somebody to the team",
    A.MEMBER_INVITED_AGAIN: "sent an invitation again",
    A.INVITATION_REVOKED: "took an invitation back",
    A.MEMBER_ROLE_CHANGED: "changed somebody's role",
    A.MEMBER_DEACTIVATED: "deactivated somebody",
    A.MEMBER_REACTIVATED: "reactivated somebody",
    A.MEMBER_SIGNED_OUT: "signed somebody out everywhere",
    A.ROLE_CREATED: "made a role",
    A.ROLE_CHANGED: "changed a role",
    A.ROLE_DELETED: "deleted a role",
    A.RULE_CHANGED: "changed a rule of the company",
    A.CHANNEL_CONNECTED: "connected WhatsApp",
    A.CHANNEL_REVOKED: "took the WhatsApp credentials out",
    A.CHANNEL_CALLBACK_SET: "made this the Meta app's own address",
    A.NUMBER_CHANGED: "changed a number at WhatsApp",
    A.TEMPLATES_PULLED: "fetched the templates from WhatsApp",
    A.TEMPLATE_STARTED: "started a template's draft",
    A.TEMPLATE_DISCARDED: "threw away what was written of a template",
    A.TEMPLATE_SUBMITTED: "submitted the template to WhatsApp",
    A.TEMPLATE_REFUSED: "submitted the template, which WhatsApp did not take",
    A.TEMPLATE_JUDGED: "heard from WhatsApp about the template",
    A.TEMPLATE_DELETED: "deleted the template",
    A.TEMPLATE_HIDDEN: "hid the template from agents",
    A.TEMPLATE_SHOWN: "showed the template to agents again",
    A.TEMPLATE_UNPAUSED: "took the template's pause back",
    A.TEMPLATE_INSIGHTS_ENABLED: "switched WhatsApp's own figures of templates on",
    A.CONTACTS_IMPORTED: "imported contacts",
    A.CONTACTS_IMPORT_CANCELLED: "cancelled an import",
    A.CONTACT_ADDED: "added a contact",
    A.CONTACT_OPTED_OUT: "took down that a contact wants no marketing",
    A.CONTACT_OPTED_IN: "took down that a contact wants marketing",
    A.CONTACT_WANTS_NOTHING: "took down that a contact wants no messages at all",
    A.CONTACT_HEARS_AGAIN: "took down that a contact wants service messages again",
    A.CONTACTS_MERGED: "found two contacts to be one person",
    A.CONTACT_BLOCKED: "blocked the contact",
    A.CONTACT_UNBLOCKED: "unblocked the contact",
    A.CONTACT_ERASED: "erased a contact",
    A.CONTACTS_EXPORT_ASKED: "asked for contacts as a file",
    A.CONTACTS_EXPORT_TAKEN: "took contacts out as a file",
    A.SUPPRESSION_LIFTED: "took somebody off the suppression list",
    A.CONTACT_CHANGED: "changed a contact",
    A.CONTACT_TAGGED: "changed a contact's tags",
    A.CONTACT_NOTE_ADDED: "wrote a note",
    A.CONTACT_NOTE_CHANGED: "changed their note",
    A.CONTACT_NOTE_DELETED: "deleted a note",
    A.CONTACTS_TAGGED: "changed the tags of many contacts",
    A.ATTRIBUTE_DEFINED: "made an attribute",
    A.ATTRIBUTE_CHANGED: "changed an attribute",
    A.ATTRIBUTES_REORDERED: "moved an attribute",
    A.ATTRIBUTE_DELETED: "deleted an attribute with its values",
    A.TAG_CREATED: "made a tag",
    A.TAG_CHANGED: "changed a tag",
    A.TAG_DELETED: "deleted a tag",
    A.TAGS_MERGED: "merged two tags",
    A.SEGMENT_CREATED: "made the segment",
    A.SEGMENT_CHANGED: "changed the segment",
    A.SEGMENT_DELETED: "deleted the segment",
    A.SEGMENT_FILLED: "put people into the list",
    A.SEGMENT_EMPTIED: "took people out of the list",
    A.CONVERSATION_ANSWERED: "answered a customer",
    A.CONVERSATION_ASSIGNED: "took a conversation",
    A.CONVERSATION_RESOLVED: "resolved a conversation",
    A.CONVERSATION_REOPENED: "reopened a conversation",
    A.CAMPAIGN_CREATED: "started a campaign's draft",
    A.CAMPAIGN_APPROVAL_ASKED: "asked for the campaign's approval",
    A.CAMPAIGN_APPROVAL_WITHDRAWN: "took the wish for approval back",
    A.CAMPAIGN_APPROVED: "approved the campaign",
    A.CAMPAIGN_SENT_BACK: "sent the campaign back",
    A.CAMPAIGN_LAUNCHED: "launched the campaign",
    A.CAMPAIGN_STOPPED: "stopped the campaign for the platform",
    A.CAMPAIGN_PAUSED: "paused the campaign",
    A.CAMPAIGN_RESUMED: "resumed the campaign",
    A.CAMPAIGN_CANCELLED: "cancelled the campaign",
    A.CAMPAIGN_COMPLETED: "finished the campaign",
    A.WEBHOOKS_REPLAYED: "had stored webhooks applied once more",
    A.FOREIGN_EVENT_DROPPED: "refused an event of another WhatsApp account",
    A.LOG_EXPORTED: "exported the audit log",
    A.LOG_ANCHORED: "anchored the company's audit log",
    A.UPKEEP_DONE: "did the daily upkeep",
    A.MAIL_TRIED_AGAIN: "sent a mail that had failed once more",
}
# What acts are about, by the first word of their names.
SUBJECTS: dict[str, str] = {
    "super_admin": "Super admins",
    "company": "Company",
    "plan": "Plans",
    "job": "Jobs",
    "account": "Accounts",
    "session": "Signing in",
    "secrets": "Secrets",
    "visit": "Visits of super admins",
    "team": "Team",
    "role": "Roles",
    "channel": "WhatsApp",
    "template": "Templates",
    "templates": "Fetching templates",
    "contacts": "Imports of contacts",
    "contact": "Contacts",
    "attribute": "Attributes",
    "tag": "Tags",
    "segment": "Segments",
    "conversation": "Conversations",
    "campaign": "Campaigns",
    "webhook": "Incoming events",
    "audit": "Audit log",
    "upkeep": "Upkeep",
    "mail": "Mail",
}


def say(action: str) -> str:
    """Return an act in plain words; one that the product no longer knows keeps its name."""
    known = {str(name): words for name, words in WORDS.items()}
    return known.get(action, action)


def label_of(field: str) -> str:
    """Return a field's name as people read it: `opt_out_reply` → `Opt out reply`."""
    return field.replace("_", " ").strip().capitalize()


def say_value(value: object) -> str:
    """Return an old or new value, or a fact, as people read it."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(say_value, value)) or "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{label_of(str(k))}: {say_value(v)}" for k, v in value.items())
    return str(value)
