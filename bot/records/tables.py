"""The tables of the records. They hold no sender, no address and no time finer than a minute."""

from __future__ import annotations

import sqlalchemy as sa

# A column that is added to a table later must allow NULL: it is added to databases that are there (database.py).
METADATA = sa.MetaData()
MOST_TEXT = 1_000  # characters of a text that are kept

# One row a reply of the action server.
TURNS = sa.Table(
    "faq_turns",
    METADATA,
    sa.Column("turn", sa.String(64), primary_key=True),  # the reply's id
    sa.Column("at", sa.BigInteger, nullable=False, index=True),  # seconds since 1970, of the full minute
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("lang", sa.String(8), nullable=False),
    sa.Column("outcome", sa.String(40), nullable=False),
    sa.Column("category", sa.String(64)),  # of the entry, else of the best candidate
    sa.Column("entry", sa.String(140)),  # answered with
    sa.Column("confidence", sa.Float),
    sa.Column("text", sa.Text, nullable=False),  # the question, masked; empty if a button was pressed
    sa.Column("candidates", sa.Text, nullable=False),  # ids of the best entries, best first, with blanks between them
    sa.Column("knowledge", sa.String(64), nullable=False),  # version of the knowledge
    sa.Column("milliseconds", sa.Integer, nullable=False),  # that the pipeline took
    sa.Column("about", sa.String(64), index=True),  # the turn that was "not what I asked": a gap
    sa.Column("again", sa.String(64)),  # the turn that was asked again in other words, and answered otherwise: a gap
)

# One row a rated reply; the last rating counts.
RATINGS = sa.Table(
    "faq_ratings",
    METADATA,
    sa.Column("turn", sa.String(64), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
    sa.Column("helpful", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("reason", sa.String(16)),  # of bot.records.opinions.REASONS
    sa.Column("text", sa.Text, nullable=False),  # masked; may be empty
)

# One row a rated conversation; the last rating counts.
CONVERSATION_RATINGS = sa.Table(
    "faq_conversation_ratings",
    METADATA,
    sa.Column("conversation", sa.String(64), primary_key=True),  # a keyed hash that leads back to nobody
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("level", sa.Integer, nullable=False),  # of bot.records.opinions.LEVELS
)
