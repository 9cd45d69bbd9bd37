from projects.models.parts import ProjectShare, ProjectStage
from projects.models.paths import ProjectPhoto, ProjectReportEvent
from projects.models.projects import Project, ProjectYear
from projects.models.reports import ProjectReport, ProjectReportLine

__all__ = [
    "Project",
    "ProjectPhoto",
    "ProjectReport",
    "ProjectReportEvent",
    "ProjectReportLine",
    "ProjectShare",
    "ProjectStage",
    "ProjectYear",
]
