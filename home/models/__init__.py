from home.models.certificate_route_page import CertificateRoutePage
from home.models.commitment import Commitment
from home.models.contact_page import ContactPage
from home.models.home_page import HomePage
from home.models.letter_page import LetterPage
from home.models.news_index_page import NewsIndexPage
from home.models.news_page import NewsPage
from home.models.publication_page import PublicationPage
from home.models.recommendation import Recommendation
from home.models.role import Role
from home.models.role_set_page import RoleSetPage
from home.models.section_page import SectionPage
from home.models.standard_page import StandardPage

__all__ = [
    "CertificateRoutePage",
    "Commitment",
    "ContactPage",
    "HomePage",
    "LetterPage",
    "NewsIndexPage",
    "NewsPage",
    "PublicationPage",
    "Recommendation",
    "Role",
    "RoleSetPage",
    "SectionPage",
    "StandardPage",
]
