"""What must stand wherever the register is shown. The wording is the publishers'."""

REGISTER = "Contains public sector information licensed under the Open Government Licence v3.0."
COORDINATES = (
    "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail "
    "copyright and database right. Source: Office for National Statistics licensed under the Open "
    "Government Licence v3.0."
)
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
