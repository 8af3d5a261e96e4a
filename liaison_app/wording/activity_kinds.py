"""What each kind of entry in the activity log is called. A kind is added here when something new is written down."""

from __future__ import annotations

from liaison_app.i18n import t


def activity_kinds() -> dict[str, str]:
    """Every kind with its words, by topic."""
    return {
        **_of_accounts(),
        **_of_looks_at_private_things(),
        **_of_applicants(),
        **_of_training(),
        **_of_tickets(),
        **_of_decisions(),
    }


def _of_accounts() -> dict[str, str]:
    """Signing in, accounts and invitations."""
    return {
        "signed_in": t("Signed in"),
        "signed_out": t("Signed out"),
        "sign_in_failed": t("Could not sign in"),
        "refused": t("Was refused"),
        "others_signed_out": t("Signed out on all other devices"),
        "password_changed": t("Changed their password"),
        "password_reset": t("Set a new password"),
        "new_password_offered": t("Made a link for a new password"),
        "second_factor_on": t("Turned the second factor on"),
        "second_factor_off": t("Turned the second factor off"),
        "second_factor_failed": t("Gave a wrong second factor"),
        "second_factor_reset": t("Took off somebody’s second factor"),
        "recovery_codes_made": t("Made recovery codes"),
        "recovery_code_used": t("Used a recovery code"),
        "account_opened": t("Opened an account again"),
        "account_closed": t("Closed an account"),
        "coordinator_created": t("A coordinator’s account was made"),
        "invited": t("Made an invitation"),
        "invitation_used": t("An invitation was used"),
        "invitation_withdrawn": t("Withdrew an invitation"),
        "profile_amended": t("Changed their profile"),
        "notices_on": t("Turned notices on"),
        "notices_off": t("Turned notices off"),
        "naming_agreed": t("Agreed to be named in public"),
        "naming_withdrawn": t("Is not named in public any more"),
        "api_key_made": t("Made an API key"),
        "api_key_limits_changed": t("Changed an API key’s limits"),
        "api_key_revoked": t("Ended an API key"),
        "tickets_shared": t("Shared tickets while away"),
        "tickets_handed_over": t("Handed tickets over for good"),
        "tickets_shared_no_more": t("Ended who stands in for whom"),
    }


def _of_looks_at_private_things() -> dict[str, str]:
    """Looks at what is private, and what moderation did."""
    return {
        "activity_seen": t("Looked at the activity log"),
        "table_taken": t("Took a table away as a file"),
        "heard_from_seen": t("Looked at a neighbor’s contact"),
        "heard_from_deleted": t("A neighbor’s contact was deleted"),
        "side_message_seen": t("Read a private message"),
        "message_versions_seen": t("Read earlier versions of a message"),
        "moderation_looked": t("Looked at an original in moderation"),
        "moderation_asked": t("Offered something for everybody to see"),
        "moderation_taken_back": t("Took back what was offered to everybody"),
        "moderation_shown": t("Showed something to everybody"),
        "moderation_shown_in_part": t("Showed a part to everybody"),
        "moderation_kept_private": t("Kept something private"),
        "moderation_hidden": t("Hid something"),
        "moderation_redacted": t("Covered words"),
        "moderation_blacked_out": t("Blackened parts of a photo"),
        "moderation_undone": t("Undid a step of moderation"),
        "moderation_opened": t("Opened an original"),
    }


def _of_applicants() -> dict[str, str]:
    """Applications, and the seats they lead to."""
    return {
        "applied": t("Applied to become a liaison"),
        "applicant_confirmed": t("An application was confirmed"),
        "applicant_corrected": t("Corrected an application"),
        "applicant_forgotten": t("An applicant’s data was deleted"),
        "applicant_joined": t("Joined two applications"),
        "applicant_parted": t("Parted two applications"),
        "applicant_withdrew": t("Withdrew an application"),
        "applicant_waitlist": t("Put an application on the waitlist"),
        "applicant_decline": t("Declined an application"),
        "applicant_take_back": t("Took back a decision about an application"),
        "applicants_imported": t("Imported applications"),
        "seats_offered": t("Offered seats"),
        "seat_taken": t("A seat was taken"),
        "seat_given_back": t("A seat was given back"),
        "seat_taken_away": t("Took a seat away"),
    }


def _of_training() -> dict[str, str]:
    """Cohorts, modules and certificates."""
    return {
        "cohort_arranged": t("Arranged a cohort"),
        "cohort_amended": t("Changed a cohort"),
        "cohort_cloned": t("Copied a cohort"),
        "cohort_moved": t("Moved a cohort on"),
        "cohort_link_given": t("Gave a cohort a link to enrol"),
        "cohort_link_taken": t("Took a cohort’s link away"),
        "session_added": t("Added a training session"),
        "session_changed": t("Changed a training session"),
        "session_cancelled": t("Cancelled a training session"),
        "attendance_opened": t("Opened attendance"),
        "attendance_closed": t("Closed attendance"),
        "presence_struck": t("Struck somebody from attendance"),
        "certified": t("Certified somebody"),
        "certificate_ended": t("A certificate ended"),
        "level_ended": t("Ended a level early"),
        "suspended": t("Suspended somebody"),
        "suspension_appealed": t("Appealed against a suspension"),
        "suspension_lifted": t("Ended a suspension"),
        "suspension_upheld": t("Upheld a suspension"),
        "module_made": t("Made a module"),
        "module_published": t("Published a module"),
        "module_retired": t("Retired a module"),
        "module_restored": t("Restored a module"),
    }


def _of_tickets() -> dict[str, str]:
    """Tickets, messages and meetings."""
    return {
        "amended": t("Changed a ticket"),
        "merged": t("Put two tickets together"),
        "parted": t("Took two tickets apart"),
        "looked": t("Said what is there"),
        "linked_request": t("Linked the city’s request"),
        "asked_city": t("Wrote to the city"),
        "called_city": t("Called the city"),
        "city_answered_by_mail": t("The city answered by e-mail"),
        "side_message": t("Wrote on our own side"),
        "message_changed": t("Changed a message"),
        "message_taken_back": t("Took a message back"),
        "message_again": t("Sent a message again"),
        "answer_otherwise": t("Noted that a question was answered"),
        "answer_raised": t("An answer is late: coordinators were told"),
        "answer_contact": t("An answer is late: it is for the city’s contact"),
        "room_opened": t("Opened a meeting’s room"),
        "room_closed": t("Closed a meeting’s room"),
        "try_now": t("Had deliveries tried at once"),
    }


def _of_decisions() -> dict[str, str]:
    """What was decided at the delivery desk and about drafts."""
    return {
        "sent_again": t("Sent a request again"),
        "number_taken": t("Took over the city’s number"),
        "number_given_back": t("Gave the city’s number back"),
        "amended_by_desk": t("Changed a request at the desk"),
        "handed_over": t("Handed a request over"),
        "handed_back": t("Handed a request back"),
        "answered": t("Answered what the desk asked"),
        "withdrawn": t("Withdrew a request"),
        "message_sent_again": t("Decided to send a message again"),
        "message_amended": t("Changed a message at the desk"),
        "message_handed_over": t("Handed a message over"),
        "message_withdrawn": t("Withdrew a message"),
        "review_sent": t("Let a draft go to the city"),
        "review_sent_back": t("Sent a draft back"),
        "message_review_sent": t("Let a message go to the city"),
        "message_sent_back": t("Sent a message back"),
        "joined_first": t("Joined two numbers, kept the first"),
        "joined_second": t("Joined two numbers, kept the second"),
    }
