"""The addresses of the pages. Every page is a plain address; forms post to the address they were drawn at."""

from django.urls import path

from .pages import (
    about_me,
    action,
    calendar,
    desk,
    health,
    inbox,
    lifecycle,
    office_matter,
    papers,
    project,
    receipt,
    register,
    rulebook,
    sign_in,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("duties.ics", calendar.calendar, name="calendar"),
    path("projects/", register.register, name="register"),
    path("projects/export", register.export, name="register-export"),
    path("projects/views", register.save_view, name="save-view"),
    path("projects/<str:code>/", project.project, name="project"),
    path("projects/<str:code>/do/<str:action>", action.act, name="act"),
    path("projects/<str:code>/papers/<int:version>", papers.paper, name="paper"),
    path("do/<str:action>", action.act, name="office-act"),
    path("office/", office_matter.matters, name="matters"),
    path("office/<str:of>/", office_matter.matter, name="office"),
    path("office-papers/<int:version>", papers.office_paper, name="office-paper"),
    path("decisions/<int:number>", receipt.decision, name="decision"),
    path("rulebook/", rulebook.rulebook, name="rulebook"),
    path("rulebook/<str:pack>/<str:release>/", rulebook.rules, name="rules"),
    path("rulebook/<str:pack>/<str:release>/lifecycle", lifecycle.diagram, name="lifecycle"),
    path("messages/", inbox.messages, name="messages"),
    path("messages/read", inbox.mark_read, name="mark-read"),
    path("me/", about_me.about_me, name="about-me"),
    path("me/password", about_me.change_password, name="change-password"),
    path("me/theme", about_me.choose_theme, name="choose-theme"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("switch-post", sign_in.switch_post, name="switch-post"),
    path("switch-person", sign_in.switch_person, name="switch-person"),
    path("healthz", health.healthz, name="healthz"),
]
