"""Every act that is remembered."""

from enum import StrEnum


class AuditAction(StrEnum):
    """Every act that is remembered, as `subject.verb`."""

    # The platform and its companies.
    SUPER_ADMIN_CREATED = "super_admin.created"
    SUPER_ADMIN_INVITED = "super_admin.invited"
    SUPER_ADMIN_DEACTIVATED = "super_admin.deactivated"
    SUPER_ADMIN_REACTIVATED = "super_admin.reactivated"
    COMPANY_CREATED = "company.created"
    COMPANY_PLAN_CHANGED = "company.plan_changed"
    COMPANY_LIMITS_CHANGED = "company.limits_changed"
    COMPANY_SUSPENDED = "company.suspended"
    COMPANY_RESTORED = "company.restored"
    COMPANY_DELETION_SCHEDULED = "company.deletion_scheduled"
    COMPANY_ERASED = "company.erased"
    COMPANY_EXPORTED = "company.exported"
    PLAN_CREATED = "plan.created"
    PLAN_CHANGED = "plan.changed"
    PLAN_ARCHIVED = "plan.archived"
    PLAN_BROUGHT_BACK = "plan.brought_back"
    PLAN_MADE_DEFAULT = "plan.made_default"
    JOB_REQUEUED = "job.requeued"
    JOB_DELETED = "job.deleted"
    # Accounts and sessions.
    ACCOUNT_SET_UP = "account.set_up"
    ACCOUNT_CHANGED = "account.changed"
    EMAIL_CHANGE_ASKED = "account.email_change_asked"
    EMAIL_CHANGED = "account.email_changed"
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105  an act, not a password
    PASSWORD_RESET = "account.password_reset"  # noqa: S105  an act, not a password
    RESET_ASKED = "account.reset_asked"
    SECOND_FACTOR_OFFERED = "account.second_factor_offered"
    SECOND_FACTOR_SET = "account.second_factor_set"
    SECOND_FACTOR_REMOVED = "account.second_factor_removed"
    RECOVERY_CODES_RENEWED = "account.recovery_codes_renewed"
    SIGNED_IN = "session.started"
    SIGN_IN_FAILED = "session.refused"
    SECOND_FACTOR_FAILED = "session.code_refused"
    CONFIRMED = "session.confirmed"
    SESSION_RENEWED = "session.renewed"
    SIGNED_OUT = "session.ended"
    OTHER_SESSIONS_ENDED = "session.others_ended"
    VISIT_PREPARED = "visit.prepared"
    VISIT_STARTED = "visit.started"
    VISIT_PAGE_OPENED = "visit.page_opened"
    VISIT_ENDED = "visit.ended"
    # WhatsApp.
    CHANNEL_CONNECTED = "channel.connected"
    TEMPLATES_PULLED = "templates.pulled"
    # Contacts.
    CONTACTS_IMPORTED = "contacts.imported"
    # Campaigns.
    CAMPAIGN_CREATED = "campaign.created"
    CAMPAIGN_LAUNCHED = "campaign.launched"
    CAMPAIGN_STOPPED = "campaign.stopped_by_platform"
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_RESUMED = "campaign.resumed"
    CAMPAIGN_CANCELLED = "campaign.cancelled"
    CAMPAIGN_COMPLETED = "campaign.completed"
    FOREIGN_EVENT_DROPPED = "webhook.foreign_event_dropped"
    # The log itself, and what the platform does by itself.
    LOG_EXPORTED = "audit.exported"
    LOG_ANCHORED = "audit.anchored"
    UPKEEP_DONE = "upkeep.done"
    MAIL_TRIED_AGAIN = "mail.tried_again"
