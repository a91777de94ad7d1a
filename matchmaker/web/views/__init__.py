"""The pages: one blueprint a file, named as the file."""

from matchmaker.web.views import (
    account,
    admin,
    attachments,
    calendar,
    choices,
    deals,
    figures,
    funnel,
    home,
    inbox,
    matches,
    needs,
    notifications,
    organisations,
    postings,
    technologies,
)

BLUEPRINTS = [
    home.bp,
    account.bp,
    calendar.bp,
    technologies.bp,
    needs.bp,
    postings.bp,
    attachments.bp,
    organisations.bp,
    matches.bp,
    inbox.bp,
    notifications.bp,
    choices.bp,
    deals.bp,
    figures.bp,
    funnel.bp,
    admin.bp,
]
