// Made-up assessments of any size, the same each time: for pictures and for pages that show many.

const NAMES = ['Payments', 'Mobile', 'Platform', 'Search', 'Identity', 'Warehouse'];
const STAGES = ['not-implemented', 'started', 'partly', 'fully'];
const CHANGED = { at: '2026-03-01T09:00:00Z', by: 'kim' };

/** Numbers that look like chance and are the same each time. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

/**
 * So many teams with answers to these activities (id and level), and two closed cycles unless there
 * are very many.
 */
export function crowd(activities, count, more = {}) {
  const roll = dice(7);
  const file = {
    format: 'dsomm-assessment',
    version: 1,
    id: `crowd-${count}`,
    title: 'DevSecOps assessment',
    changed: CHANGED,
    teams: {},
    answers: {},
    cycles: [],
    ...more,
  };
  const given = (skill) => {
    const answers = {};
    for (const { id, level } of activities) {
      const luck = roll() + skill - level * 0.16;
      if (roll() < 0.12) continue;
      const stage = STAGES[Math.max(0, Math.min(3, Math.floor(luck * 4)))];
      answers[id] = { stage, confirmed: '2026-03-01', changed: CHANGED };
    }
    return answers;
  };
  const skills = Array.from({ length: count }, () => 0.15 + roll() * 0.7);
  skills.forEach((skill, at) => {
    const id = `team-${at + 1}`;
    const name = NAMES[at] ?? `${NAMES[at % 6]} ${Math.floor(at / 6) + 1}`;
    file.teams[id] = { name, order: at + 1, changed: CHANGED };
    file.answers[id] = given(skill);
  });
  const past = count > 0 && count < 20 ? ['2025 H1', '2025 H2'] : [];
  past.forEach((name, at) => {
    const answers = {};
    skills.forEach((skill, team) => {
      const then = given(skill - 0.28 + 0.12 * at);
      for (const answer of Object.values(then)) delete answer.changed;
      answers[`team-${team + 1}`] = then;
    });
    file.cycles.push({
      id: `cycle-${at}`,
      name,
      opened: `2025-0${1 + at * 6}-01`,
      closed: `2025-0${3 + at * 6}-30`,
      answers,
      changed: CHANGED,
    });
  });
  return file;
}
