"""Both ends of the protocols against the examples that ICAO publishes (Doc 9303-11, appendices D and G.1)."""

from __future__ import annotations

import hashlib

from devices.card.emrtd.bac import open_bac
from devices.card.emrtd.messaging import SecureMessaging
from devices.card.emrtd.pace import PaceInfo, open_pace, pace_info
from devices.card.emrtd.suite import AES_128, AUTHENTICATION, ENCRYPTION, PASSWORD, TRIPLE_DES
from devices.card.iso7816 import OK, Answer
from devices.virtual.emrtd_chip import EmrtdChip
from devices.virtual.emrtd_files import COM, card_access
from tests.cards.channels import DEVICE, Script
from tests.cards.travellers import D_SECRET, G_SECRET, published, published_keys

HEX = bytes.fromhex

# --- appendix D: basic access control and secure messaging

CHALLENGE, NONCE = "4608F91988702212", "781723860C06C226"
HOST_KEY, CHIP_KEY = "0B795240CB7049B01C19B33E32804F0B", "0B4F80323EB3191CB04970CB4052790B"
AUTHENTICATE = (
    "008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728",
    "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000",
)
SELECT_COM = ("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000")
READ_HEAD = (
    "0CB000000D9701048E08ED6705417E96BA5500",
    "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000",
)
READ_REST = (
    "0CB000040D9701128E082EA28A70F3C7B53500",
    "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
)
EF_COM = HEX("60145F0104303130365F36063034303030305C026175")


def test_the_access_keys_are_the_published_ones() -> None:
    seed = hashlib.sha1(D_SECRET.mrz.encode()).digest()[:16]
    assert seed == HEX("239AB9CB282DAF66231DC5A4DF6BFBAE")
    assert TRIPLE_DES.derive(seed, ENCRYPTION) == HEX("AB94FDECF2674FDFB9B391F85D7F76F2")
    assert TRIPLE_DES.derive(seed, AUTHENTICATION) == HEX("7962D9ECE03D1ACD4C76089DCE131543")


def test_the_host_speaks_basic_access_control_as_published() -> None:
    channel = Script(CHALLENGE + "9000", AUTHENTICATE[1], SELECT_COM[1], READ_HEAD[1], READ_REST[1])
    messaging = open_bac(channel, D_SECRET.mrz, published(NONCE, HOST_KEY))
    assert messaging.command(0xA4, 0x02, 0x0C, HEX("011E")) == Answer(b"", OK)
    assert messaging.command(0xB0, 0x00, 0x00, expected=4) == Answer(EF_COM[:4], OK)
    assert messaging.command(0xB0, 0x00, 0x04, expected=18) == Answer(EF_COM[4:], OK)
    asked = [HEX("0084000008"), *(HEX(pair[0]) for pair in (AUTHENTICATE, SELECT_COM, READ_HEAD, READ_REST))]
    assert channel.asked == asked


def test_the_session_keys_are_the_published_ones() -> None:
    seed = HEX("0036D272F5C350ACAC50C3F572D23600")
    assert TRIPLE_DES.derive(seed, ENCRYPTION) == HEX("979EC13B1CBFE9DCD01AB0FED307EAE5")
    assert TRIPLE_DES.derive(seed, AUTHENTICATION) == HEX("F1CB1F1FB5ADF208806B89DC579DC1F8")


def test_the_chip_answers_basic_access_control_as_published() -> None:
    chip = EmrtdChip(D_SECRET.mrz, {COM: EF_COM}, random=published(CHALLENGE, CHIP_KEY))
    assert chip(HEX("00A4040C07A0000002471001")) == HEX("9000")
    assert chip(HEX("0084000008")) == HEX(CHALLENGE + "9000")
    for command, answer in (AUTHENTICATE, SELECT_COM, READ_HEAD, READ_REST):
        assert chip(HEX(command)) == HEX(answer)


# --- appendix G.1: PACE, elliptic curves, generic mapping

CARD_ACCESS = HEX("31143012060A04007F0007020204020202010202010D")
INFO = PaceInfo("0.4.0.127.0.7.2.2.4.2.2", 13)
PACE = (
    ("0022C1A412800A04007F0007020204020283010184010D", "9000"),
    ("10860000027C0000", "7C12801095A3A016522EE98D01E76CB6B98B42C39000"),
    (
        "10860000457C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
        "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D00",
        "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
        "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C549000",
    ),
    (
        "10860000457C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
        "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB3646200",
        "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
        "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F0949000",
    ),
    ("008600000C7C0A8508C2B0BD78D94BA86600", "7C0A86083ABB9674BCE93C089000"),
)
HOST_KEYS = (
    "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99",
    "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595",
)
PACE_NONCE = "3F00C4D39D153F2B2A214A078D899B22"
CHIP_KEYS = (
    "498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560",
    "107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A",
)
SESSION = (HEX("F5F0E35C0D7161EE6724EE513A0D9A7F"), HEX("FE251C7858B356B24514B3BD5F4297D1"))


def test_the_published_card_access_is_understood_and_written() -> None:
    assert pace_info(CARD_ACCESS, DEVICE) == INFO
    assert card_access(INFO.protocol, INFO.parameter) == CARD_ACCESS


def test_the_password_key_is_the_published_one() -> None:
    password = hashlib.sha1(G_SECRET.mrz.encode()).digest()
    assert password == HEX("7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD")
    assert AES_128.derive(password, PASSWORD) == HEX("89DED1B26624EC1E634C1989302849DD")


def test_the_host_speaks_pace_as_published() -> None:
    channel = Script(*(answer for _, answer in PACE))
    messaging = open_pace(channel, INFO, G_SECRET, published_keys(*HOST_KEYS))
    assert channel.asked == [HEX(command) for command, _ in PACE]
    expected = SecureMessaging(channel, AES_128, *SESSION, bytes(16))
    assert messaging.wrap(0xB0, 0x9E, 0x00, b"", 4) == expected.wrap(0xB0, 0x9E, 0x00, b"", 4)


def test_the_chip_answers_pace_as_published() -> None:
    chip = EmrtdChip(
        G_SECRET.mrz,
        {},
        pace=(INFO.protocol, INFO.parameter),
        random=published(PACE_NONCE),
        private_key=published_keys(*CHIP_KEYS),
    )
    for command, answer in PACE:
        assert chip(HEX(command)) == HEX(answer)
