#!/usr/bin/env python3
"""Kiểm tra một gói công bố Chỉ số cải cách hành chính: tính lại điểm, hạng, loại từ số liệu và quy tắc trong gói.

    python3 verify.py GOI.zip [MÃ]

Chỉ cần Python 3.9 trở lên; không cần mạng, không cần cổng CCHC. MÃ là mã SHA-256 in trong quyết định, trên trang công
khai và trên mọi tệp xuất ra. Máy in ĐÚNG khi mọi điểm, hạng, loại tính lại đúng như đã công bố; in SAI và nói sai ở
đâu nếu không. Không có MÃ thì chỉ biết gói tự khớp với chính nó, chưa biết có phải gói đã công bố hay không.
"""  # Nothing here comes from the portal: all is written a second time, in exact fractions.

import ast, functools, hashlib, io, json, math, operator as op, re, sys, zipfile
from decimal import Decimal
from fractions import Fraction

number = functools.lru_cache(maxsize=None)(Fraction)  # of a text, which comes again in every unit
FORMAT, ZERO, CENT = "cchc-bundle/1", Fraction(0), Fraction(1, 100)
LIMITS = {"below": op.lt, "at_most": op.le, "above": op.gt, "at_least": op.ge}
WHOLE = {"down": math.floor, "up": math.ceil, "half_up": lambda value: math.floor(value + Fraction(1, 2))}
WORD = re.compile(r"(\d+(?:\.\d+)?)|((?:and|or)\b)|([A-Za-z]\w*)(?=\s*\()|([A-Za-z]\w*)|([<>!]=|[-+*/(),<>])|(=)|(\S)")

def half_up(value, step=CENT):
    steps = abs(value) / abs(step)
    return (2 * steps.numerator + steps.denominator) // (2 * steps.denominator) * abs(step) * (-1 if value < 0 else 1)

def plus(one, other):
    return (one if other is None else other) if one is None or other is None else one + other  # None: not known

def share(points, most):
    return None if points is None or not most else half_up(points * 100 / most)

def written(value):
    return None if value is None else f"{Decimal(int(value * 100)) / 100:.2f}"  # "12.50": whole cents already

def leaves(nodes):
    return [leaf for node in nodes for leaf in ([node] if "rule" in node else leaves(node["children"]))]

class Formula(ast.NodeTransformer):
    """A formula of the rules turned into Python, which divides only where the formula does."""

    def __init__(self, text):
        found = [match.groups() for match in WORD.finditer(text)]
        if any(strange for *_, strange in found):
            raise ValueError(f"công thức lạ: {text}")
        self.names = [name for _, _, _, name, *_ in found if name]
        kinds = ("F('{}')", "{}", "f_{}", "n_{}", "{}", "==")
        words = [kind.format(part) for parts in found for kind, part in zip(kinds, parts) if part]
        tree = ast.Expression(self.visit(ast.parse(" ".join(words), mode="eval").body))
        self.code = compile(ast.fix_missing_locations(tree), "formula", "eval")

    def visit_BoolOp(self, node):  # 1 or 0, not the figure itself
        return ast.Call(ast.Name("bool", ast.Load()), [self.generic_visit(node)], [])

    def visit_Call(self, node):
        name, given = self.generic_visit(node).func.id, node.args
        if name == "f_share":
            otherwise = given[2] if len(given) > 2 else ast.Constant(0)
            return ast.IfExp(given[1], ast.BinOp(given[0], ast.Div(), given[1]), otherwise)
        return ast.IfExp(*given) if name == "f_if" else node

    def value(self, v):
        known = {"__builtins__": {}, "bool": bool, "F": Fraction, "f_min": min, "f_max": max, "f_round": half_up}
        return eval(self.code, {**known, **{f"n_{name}": v[name] for name in self.names}})

class Leaf:
    """One criterion of one unit: its rule (R1 … R18), what was answered and measured, what that gives."""

    def __init__(self, leaf, given, figures):
        self.rule, self.most, self.given, self.v, self.counts = leaf["rule"], number(leaf["max"]), given, {}, []
        for each in leaf["inputs"]:
            typed, name = each["source"] == "typed", f"survey.{leaf['code']}.{each['name']}"
            asked = typed and leaf["scored_by"] != "survey"
            told = given["answer"].get(each["name"]) if asked else figures.get(name if typed else each["source"])
            self.v.update({} if told is None else {each["name"]: number(told)})
            self.counts += [] if told is None or each["decimals"] else [number(told)]
        self.found = self.computed()
        measured = leaf["inputs"] and all(each["source"] != "typed" for each in leaf["inputs"])
        own = leaf["scored_by"] in ("appraiser", "owner") or (leaf["scored_by"] in ("unit", "import") and not measured)
        told = given["self"] if own and given["appraised"] is None else given["appraised"]
        counting = number(told) if told is not None else None if own else self.found
        self.points = None if given["not_applicable"] else counting  # the appraiser's, else the unit's or the rule's

    def added(self, names):
        return sum((self.v[name] for name in names), ZERO)

    def parts(self, weighed=True):
        """Numerator and denominator, for the rules on a share."""
        rule = self.rule
        if rule["kind"] not in ("ratio", "deduction_plus", "weighted_ratio") and rule.get("on") != "ratio":
            return None, None
        weights = rule.get("weights") or dict.fromkeys(rule["part"], 1)
        part = sum((self.v[name] * number(weight if weighed else 1) for name, weight in weights.items()), ZERO)
        return part, self.added(rule["whole"]) - self.added(rule.get("excluded", {}))

    def impossible(self):
        """Figures that cannot be true give no points."""
        rule, v, (part, whole) = self.rule, self.v, self.parts(weighed=False)
        claim = v.get(rule["remedy"]["when"], 0) if "remedy" in rule else 0
        index = v["index"] if rule["kind"] == "share" else v["value"] if rule.get("on") == "percent" else 0
        above = part is not None and (part > whole or whole < 0) and not (rule.get("may_exceed") and whole > 0)
        odd = any(each < 0 for each in v.values()) or any(each % 1 for each in self.counts)
        return odd or above or claim not in (0, 1) or index > 100

    def step(self, bands, figure, below, edge="from", sign=1):
        """The points of the highest edge that is reached (of the lowest not passed, where `sign` is -1)."""
        passed = [(sign * number(band[edge]), number(band["points"])) for band in bands]
        return max([pair for pair in passed if sign * figure >= pair[0]], default=(0, Fraction(below)))[1]

    def by_rule(self):
        """KeyError: a figure is missing or none of the choices. ZeroDivisionError: nothing to divide by."""
        rule, kind, most, v, (part, whole) = self.rule, self.rule["kind"], self.most, self.v, self.parts()
        per, target, floor = (number(rule.get(name) or 0) for name in ("per", "target", "floor"))
        percent = part * 100 / whole if part is not None else None
        if kind == "ratio" and percent >= max(target, floor):
            return most
        weights = {name: Fraction(weight) for name, weight in rule.get("weights", {}).items() if name in v}
        exact = {
            "yes_no": lambda: {0: ZERO, 1: most}[v["yes"]],
            "choice": lambda: {at: option["points"] for at, option in enumerate(rule["options"], 1)}[v["choice"]],
            "bands": lambda: self.step(rule["bands"], v["value"] if part is None else percent, rule["below"]),
            "count_bands": lambda: self.step(rule["bands"], v["count"], rule["below"]),
            "imported_class": lambda: self.step(rule["classes"], v["index"], 0),
            "lateness": lambda: self.step(rule["bands"], v["days"], rule["beyond"], "up_to", -1),
            "ratio": lambda: most * percent / target if percent >= floor else ZERO,
            "weighted_ratio": lambda: most * part / whole,
            "formula": lambda: Formula(rule["formula"]).value(v),
            "count": lambda: v["count"] * per,
            "deduction": lambda: (most - v["count"] * per) * (not self.added(rule.get("zero_when", ()))),
            "deduction_plus": lambda: most - v["count"] * per + part * Fraction(rule["plus"]) / whole,
            "survey": lambda: most * sum(v[n] * w for n, w in weights.items()) / (self.added(weights) * 100),
            "share": lambda: most * v["index"] / 100,
        }[kind]()
        return max(ZERO, min(most, half_up(Fraction(exact), number(rule.get("step", CENT)))))

    def computed(self):
        """What the rule gives; None where that is not known, or the criterion does not apply (R12, R13)."""
        rule, policy = self.rule, {"full": self.most, "zero": ZERO, "unknown": None}
        if self.given["not_applicable"] or self.given["no_occurrence"]:
            return None if self.given["not_applicable"] else policy[rule["nothing"]]
        try:
            points = None if not self.v or self.impossible() else self.by_rule()
        except KeyError:
            return None
        except ZeroDivisionError:
            points = policy[rule.get("zero_denominator") or rule["nothing"]]
        remedy = rule.get("remedy", {"when": ""})  # R17
        lifted = points is not None and self.v.get(remedy["when"]) and self.given["citation"]
        return max(points, Fraction(remedy["points"])) if lifted else points

class Unit:
    """One unit: its criteria added up, its index, and the place of its grade."""

    def __init__(self, unit, rules):
        self.code, self.ranked, self.nodes, self.twice = unit["code"], unit["ranked"], {}, set()
        self.options, answered = rules["options"], {}
        figures = {name: Fraction(value) for name, value in unit["figures"].items()}
        self.leaf = {x["code"]: Leaf(x, unit["leaves"][x["code"]], figures) for x in leaves(rules["criteria"])}
        for once in self.options.get("once", ()):  # R18: the same thing earns once
            earning = [c for c in once["codes"] if c in self.leaf and self.leaf[c].points and c not in self.twice]
            earning.sort(key=lambda code: self.leaf[code].points if once["keep"] == "highest" else 0, reverse=True)
            self.twice.update(earning[1:])
        self.total_up(rules["criteria"])
        for code, leaf in self.leaf.items():
            answered.update({} if leaf.given["not_applicable"] else {f"{code}.{n}": x for n, x in leaf.v.items()})
        self.place = self.grade({**figures, **answered, **{code: share(*node) for code, node in self.nodes.items()}})

    def summed(self, node, sign=1):
        """[points, maximum, maximum were all applicable] of appraisal and of survey, within the node's maximum."""
        code, most, sides, out = node["code"], number(node["max"]), [[None, ZERO, ZERO], [None, ZERO, ZERO]], False
        if "rule" in node:
            points, applies = self.leaf[code].points, not self.leaf[code].given["not_applicable"]
            points = points if points is None else ZERO if code in self.twice else max(ZERO, min(points, most))
            sides[node["scored_by"] == "survey"] = [points, most * applies, most]
        for child in node.get("children", ()):
            for side, more in zip(sides, self.summed(child, sign)):
                side[:2] = (plus(side[0], more[0]), side[1] + more[1]) if more[1] else side[:2]
                side[2] += more[2]
            failed = self.nodes[child["code"]][0] == 0 and child["code"] not in self.twice
            out = out or (code and failed and child.get("rule", {}).get("knock_out", False))
        (a, a_max, a_full), (s, s_max, s_full) = sides
        if out:  # R10
            a, s = ZERO, None if s is None else ZERO
        elif a_max + s_max > most:
            a_max = max(most - s_max, ZERO)
            a = None if a is None else min(a, a_max)
        a_full, points = min(a_full, max(most - s_full, ZERO)), plus(a, s)
        self.nodes[code] = (None if points is None else sign * points, a_max + s_max)
        return [[a, a_max, a_full], [s, s_max, s_full]]

    def total_up(self, areas):
        options, extra, ceiling, step = self.options, ZERO, ZERO, Fraction(self.options["step"])
        beside = {code: sign for name, sign in (("bonus", 1), ("penalty", -1)) for code in options.get(name, ())}
        for area in (area for area in areas if area["code"] in beside):
            self.summed(area, beside[area["code"]])
            points, most = self.nodes[area["code"]]
            extra, ceiling = extra + (points or 0), ceiling + most * (beside[area["code"]] > 0)
        root = {"code": "", "max": 10**9, "children": [area for area in areas if area["code"] not in beside]}
        (a, a_max, a_full), (s, s_max, s_full) = self.summed(root)
        del self.nodes[""]
        scale = a_full if options["rescale"] == "rescale_appraisal_then_add_survey" else a_max
        scale = a_full + s_full if not s_max and options["no_survey"] == "convert_appraisal" else scale
        if a is not None and a_max not in (0, scale):  # R12: what does not apply is made up for
            exact = half_up(a * 100 / a_max) / 100 if options["rescale_rounding"] == "before" else a / a_max
            a, a_max = half_up(exact * scale, step), scale
        self.appraisal, self.survey, self.max, known = a, s, a_max + s_max, plus(a, s)
        self.total = None if known is None else max(ZERO, min(half_up(known + extra, step), self.max + ceiling))
        self.percent = share(self.total, self.max)
        self.value = self.percent if options["result"] == "percent" else self.total

    def grade(self, facts):
        """The place among the bands, best first, after the conditions in the order written (R11)."""
        bands = self.options.get("bands", ())
        if self.value is None or not bands:
            return None
        signs = [(op.ge if band["inclusive"] else op.gt, Fraction(band["from"])) for band in bands]
        place = min([*(at for at, (reaches, edge) in enumerate(signs) if reaches(self.value, edge)), len(bands) - 1])
        for gate in self.options.get("gates", ()):
            fact, limits = facts.get(gate["of"]), [name for name in LIMITS if gate.get(name) is not None]
            if fact is not None and all(LIMITS[name](fact, Fraction(gate[name])) for name in limits):
                capped = [at for at, band in enumerate(bands) if band["label"] == gate.get("cap")]
                place = min(max([place, *capped]) + gate["down"], len(bands) - 1)
        return place

    def ranking(self):
        ties = [self.nodes[code][0] for code in self.options.get("ties", ())]  # what is not known stands last
        value = half_up(self.value, Fraction(1, 10 ** self.options["ranking_precision"]))
        return [value, *((points is not None, points or ZERO) for points in ties)]

def fall(units, options):
    """Quotas: at most so many of a block hold a grade, the others fall one step."""
    graded = sum(unit.place is not None for unit in units)
    for quota in options.get("quotas", ()):
        at, codes = [band["label"] for band in options["bands"]].index(quota["label"]), quota.get("ties", ())
        held = [([u.value, *(u.nodes[code][0] or ZERO for code in codes)], u) for u in units if u.place == at]
        held.sort(key=lambda pair: pair[1].code)
        held.sort(key=lambda pair: pair[0], reverse=True)
        allowed, merits = WHOLE[quota["rounding"]](graded * Fraction(quota["percent"]) / 100), [m for m, _ in held]
        for where, (_, unit) in enumerate(held if len(held) > allowed else ()):
            spared = quota["tied"] == "in" and allowed and merits[where] == merits[allowed - 1]
            shared = quota["tied"] == "out" and merits[where] == merits[allowed]
            unit.place += bool((where >= allowed and not spared) or shared)

def recomputed(rules, inputs):
    """The results that follow from rules and inputs, as results.json has them."""
    found = {}
    for rule in rules["sets"]:
        units = [Unit(unit, rule) for unit in inputs["units"] if unit["set"] == rule["code"]]
        fall(units, rule["options"])
        placed = {unit.code: unit.ranking() for unit in units if unit.ranked and unit.value is not None}
        for u in units:
            rank = 1 + sum(other > placed[u.code] for other in placed.values()) if u.code in placed else None
            grade = "" if u.place is None else rule["options"]["bands"][u.place]["label"]
            points = {name: written(getattr(u, name)) for name in ("appraisal", "survey", "total", "max", "percent")}
            marks = {c: {"computed": written(leaf.found), "points": written(leaf.points)} for c, leaf in u.leaf.items()}
            nodes = {c: {"points": written(got), "max": written(most)} for c, (got, most) in u.nodes.items()}
            found[u.code] = {**points, "rank": rank, "of": len(placed), "grade": grade, "leaves": marks, "nodes": nodes}
    return found

def packed(files):
    buffer = io.BytesIO()  # names in order, nothing compressed, no clock: always the same bytes
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            bundle.writestr(info, files[name])
    return buffer.getvalue()

def differences(kept, found, path=""):
    if not (isinstance(kept, dict) and isinstance(found, dict)):
        return [] if kept == found else [f"{path}: công bố {kept}, tính lại được {found}."]
    pairs = [(kept.get(name), found.get(name), f"{path} {name}".strip()) for name in sorted({*kept, *found})]
    return [line for pair in pairs for line in differences(*pair)]

def faults(data, digest=""):
    """Everything wrong with the bundle, as sentences; empty: ĐÚNG."""
    own = hashlib.sha256(data).hexdigest()
    if digest and digest.strip().lower() != own:
        return [f"Mã băm của gói là {own}, khác mã đã công bố {digest}."]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            files = {name: bundle.read(name) for name in bundle.namelist()}
        manifest = json.loads(files["manifest.json"])
        sums = {name: hashlib.sha256(files[name]).hexdigest() for name in files if name != "manifest.json"}
        moved = sorted({name for name, _ in sums.items() ^ manifest["files"].items()})
        if moved or manifest["format"] != FORMAT or packed(files) != data:  # not a byte more, nor another order
            return [f"Tệp {name} không như lúc công bố." for name in moved] or ["Gói không ở dạng lúc công bố."]
        rules, inputs, results = (json.loads(files[f"{name}.json"]) for name in ("rules", "inputs", "results"))
        return differences(results, recomputed(rules, inputs))
    except Exception as error:  # whatever a stranger may have put into the bundle
        return [f"Không đọc được gói: {error!r}."]

def main(path, digest="", *_):
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    data = io.FileIO(path).readall()
    wrong = faults(data, digest)
    print("SAI" if wrong else "ĐÚNG", *wrong[:50], sep="\n  ")
    print(f"Mã SHA-256 của gói: {hashlib.sha256(data).hexdigest()}")
    return int(bool(wrong))

if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]) if sys.argv[1:] else __doc__)
