"""The command line ``jurisocial``: the composition root of the four rooms."""

from __future__ import annotations

import sys
import traceback
import uuid

import click

from crawler.errors import JurisocialError, SourceChanged
from indexer.errors import BuildFailed
from ui.cli import asking, collecting, crawling, judging, keeping, reviewing, serving
from ui.cli.settings import place_options, remember

OUR_FAULT = (BuildFailed, SourceChanged)
"""Errors that exit with 1; every other error of ours is the input's or the machine's: 2."""


@click.group(
    context_settings={"auto_envvar_prefix": "JURISOCIAL", "help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="jurisocial", message="jurisocial %(version)s")
@click.pass_context
def _group(ctx: click.Context, data: str | None, corpus: str | None, engine: str | None) -> None:
    """Decisions about social media at work: crawl, tag, search, export.

    Start with: jurisocial demo
    """
    remember(ctx, data, corpus, engine)


command = place_options(_group, from_environment=True)
for _module in (collecting, crawling, asking, judging, reviewing, keeping, serving):
    for _verb in _module.VERBS:
        command.add_command(_verb)


def main() -> None:
    """Run the command line; one line for every error, exit 2 for the input's, 1 for ours."""
    try:
        code = command.main(prog_name="jurisocial", standalone_mode=False)
    except click.ClickException as wrong:
        click.echo(f"Error: {_one_line(wrong)}", err=True)
        sys.exit(wrong.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(2)
    except JurisocialError as wrong:
        click.echo(f"Error: {wrong}", err=True)
        sys.exit(1 if isinstance(wrong, OUR_FAULT) else 2)
    except BrokenPipeError:
        # `jurisocial search ... | head` closes our output early; that is no fault.
        sys.stderr.close()
        sys.exit(0)
    except OSError as wrong:
        where = f"{wrong.filename}: " if wrong.filename else ""
        click.echo(
            f"Error: {where}{wrong.strerror or wrong}. Nothing stored is lost; mend that and "
            "repeat the command.",
            err=True,
        )
        sys.exit(2)
    except Exception as wrong:  # noqa: BLE001
        reference = uuid.uuid4().hex[:8]
        click.echo(
            f"Internal error {reference}: {type(wrong).__name__}. This is our fault; please "
            "report it with the lines below.",
            err=True,
        )
        traceback.print_exc()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _one_line(wrong: click.ClickException) -> str:
    """What is wrong, and for a wrong use where to read how; click itself writes four lines."""
    said = " ".join(wrong.format_message().split())
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        ending = "" if said.endswith((".", "?", "!")) else "."
        said += f"{ending} Help: {wrong.ctx.command_path} --help"
    return said
