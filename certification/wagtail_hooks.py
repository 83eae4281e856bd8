"""The certificate's part of the admin."""

from wagtail import hooks

from certification.viewsets import CertificateViewSetGroup


@hooks.register("register_admin_viewset")
def certificate() -> CertificateViewSetGroup:
    return CertificateViewSetGroup()
