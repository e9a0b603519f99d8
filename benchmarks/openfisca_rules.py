"""`croydon-style` as an OpenFisca rule set, run in OpenFisca's own environment: `openfisca_rules.py FOLDER`.

FOLDER holds `scheme.json` (the published scheme) and `codes.npy` (questions by rows). The rules are written as
OpenFisca's documentation teaches: a variable for each answer and each area, amounts as a tax scale in dated
parameters. Answers are whole numbers, which is quicker than its enums. Prints seconds; leaves `openfisca.npy`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core import entities, periods
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = "2026-11"


def main(folder: Path) -> None:
    """Build the rules, run them, say how long the run took."""
    scheme = json.loads((folder / "scheme.json").read_text())
    codes = np.load(folder / "codes.npy")
    system, names = rules(scheme)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        total = run(system, names, codes)
        times.append(time.perf_counter() - started)
    np.save(folder / "openfisca.npy", np.rint(total * 100).astype(np.int64))
    print(min(times))


def run(system: TaxBenefitSystem, names: list[str], codes: Any) -> Any:
    """Score every row."""
    simulation = SimulationBuilder().build_default_simulation(system, codes.shape[1])
    for name, column in zip(names, codes, strict=True):
        simulation.set_input(name, DAY, column)
    return simulation.calculate("amount", DAY)


def rules(scheme: dict[str, Any]) -> tuple[TaxBenefitSystem, list[str]]:
    """The tax-benefit system, and the names of the answers in the order of the questions."""
    person = entities.build_entity("person", "people", "A person", is_person=True)
    system = TaxBenefitSystem([person])
    names, option_places = [], {}
    questions = {one["id"]: one for domain in scheme["domains"] for one in domain["questions"]}
    for domain in scheme["domains"]:
        for question in domain["questions"]:
            graded = [option for option in question["options"] if option["id"] not in ("not_sure", "not_said")]
            option_places[question["id"]] = {option["id"]: place for place, option in enumerate(graded)}
            question["points"] = np.array([option["points"] for option in graded])
    amounts = {}
    for domain in scheme["domains"]:
        rows = scheme["money"][0]["domains"][domain["id"]]
        brackets = [
            {
                "threshold": {"2026-01-01": {"value": int(row["points"].split("-")[0])}},
                "amount": {"2026-01-01": {"value": float(row["amount"])}},
            }
            for row in rows
        ]
        amounts[_name(domain["id"])] = {"brackets": brackets, "metadata": {"type": "single_amount"}}
    system.parameters = ParameterNode("", data={"amounts": amounts})
    for domain in scheme["domains"]:
        for question in domain["questions"]:
            names.append(_name(question["id"]))
            system.add_variable(_variable(_name(question["id"]), person, int, None))
        system.add_variable(
            _variable(f"area_{_name(domain['id'])}", person, float, _area(domain, questions, option_places))
        )
    areas = [f"area_{_name(domain['id'])}" for domain in scheme["domains"]]
    system.add_variable(
        _variable("amount", person, float, lambda people, period, _: sum(people(area, period) for area in areas))
    )
    return system, names


def _area(
    domain: dict[str, Any], questions: dict[str, dict[str, Any]], option_places: dict[str, dict[str, int]]
) -> Any:
    name = _name(domain["id"])

    def asked(people: Any, period: Any, question: dict[str, Any]) -> Any:
        on_the_way = True
        for gate, wanted in question["ask_if"].items():
            places = [option_places[gate][option] for option in wanted]
            on_the_way = on_the_way * np.isin(people(_name(gate), period), places)
            on_the_way = on_the_way * asked(people, period, questions[gate])
        return on_the_way

    def formula(people: Any, period: Any, parameters: Any) -> Any:
        points = 0
        for question in domain["questions"]:
            given = question["points"][people(_name(question["id"]), period)]
            points = points + given * asked(people, period, question)
        return getattr(parameters(period).amounts, name).calc(points)

    return formula


def _variable(name: str, person: Any, kind: type, formula: Any) -> type[Variable]:
    body = {"value_type": kind, "entity": person, "definition_period": periods.DateUnit.MONTH, "label": name}
    return type(name, (Variable,), {**body, "formula": formula} if formula else body)


def _name(identifier: str) -> str:
    return identifier.replace("-", "_")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
