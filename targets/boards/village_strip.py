"""The villages on the town board: how each one's shares stand, so that no total of the town hides one that lags."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from targets.assessment import Assessment, ShareAssessment
from targets.boards.rows import village_url
from targets.boards.village_matrix import Tally, tally
from targets.models import Village


@dataclass(frozen=True, slots=True)
class Place:
    """A village with how many of its shares are behind or were not reported."""

    name: str
    url: str
    tally: Tally
    tone: str


def village_strip(year: int, assessments: Iterable[Assessment]) -> tuple[Place, ...]:
    """Every village with a share that has not ended, the one with most behind first; no query."""
    villages: dict[int, Village] = {}
    shares: dict[int, list[ShareAssessment]] = defaultdict(list)
    for assessment in assessments:
        for share in assessment.shares:
            village = share.allocation.village
            if village is not None and share.is_judged:
                villages[village.pk] = village
                shares[village.pk].append(share)
    found = [(village, tally(shares[pk])) for pk, village in villages.items()]
    found.sort(key=lambda pair: (-pair[1].behind, -pair[1].missing, pair[0].code))
    return tuple(
        Place(str(village), village_url(year, village), counted, "behind" if counted.behind else "good")
        for village, counted in found
    )
