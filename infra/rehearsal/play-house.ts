import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { shanghaiDate } from '../../shared/kit/calendar/plain-date.ts';
import { readKeyFile } from '../partner/key-file.ts';
import { openPartner, type Partner, type Reply } from '../partner/open-partner.ts';
import { PartnerError } from '../partner/partner-error.ts';
import { RehearsalError } from './case.ts';
import { bankCounter, lawyerDesk, type lawyerSteps } from './counter.ts';
import { clockOf, toldCalls } from './told-calls.ts';

/**
 * A bank or a law firm at work in a process of its own: it looks at what the office has for it, answers, and prints a line for each
 * call that it makes and each answer that was taken. It goes on until it is stopped, through everything that may happen to the office
 * meanwhile: a call that was not answered is repeated by its idempotency key.
 *
 *   node infra/rehearsal/play-house.ts --as bank --url http://127.0.0.1:8080 --key data/partners/ccb.json --asks --parts 2
 */
const { values } = parseArgs({
  options: {
    as: { type: 'string', default: 'bank' },
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    key: { type: 'string', default: 'data/partners/ccb.json' },
    /** Asks for a further paper of each loan before it decides. */
    asks: { type: 'boolean', default: false },
    /** Releases that each loan is paid out in. */
    parts: { type: 'string', default: '1' },
  },
});
/** How often it looks; partners may ask ten times a second. */
const lookMs = 1000;

type Look = (on: string) => Promise<void>;
const now = clockOf(values.url);
const client = toldCalls(openPartner({ url: values.url, key: await readKeyFile(values.key), now }), console.log);
const look = values.as === 'lawFirm' ? lawyer(client) : bank(client, { asks: values.asks, parts: Number(values.parts) });
console.log(`open ${client.keyId}`);
for (;;) {
  await now()
    .then((seconds) => look(shanghaiDate(new Date(seconds * 1000).toISOString())))
    .catch(explain);
  await sleep(lookMs);
}

function bank(partner: Partner, { asks, parts }: { asks: boolean; parts: number }): Look {
  const counter = bankCounter(partner);
  const asked = new Set<string>();
  return async (on) => {
    for (const loan of await counter.loans('inReview')) {
      if (asks && !asked.has(loan.id)) {
        if (tell('asked', loan.number, await counter.ask(loan.id, ['资金来源说明']))) asked.add(loan.id);
      } else {
        await counter.judge(loan.id);
        tell('approved', loan.number, await counter.approve(loan, on));
      }
    }
    for (const loan of await counter.loans('approved')) tell('signed', loan.number, await counter.sign(loan, on));
    for (const status of ['registered', 'disbursing']) {
      for (const { id } of await counter.loans(status)) {
        const { number, approvedAmount = 0, disbursed } = await counter.loan(id);
        const share = Math.floor(approvedAmount / parts);
        const left = approvedAmount - disbursed;
        // The number of a release follows from what was paid before, so that none is paid twice.
        const nth = Math.round(disbursed / share) + 1;
        const amount = nth >= parts ? left : share;
        tell('released', number, await counter.release(id, { serial: `${number}-${nth}`, amount, on }));
      }
    }
  };
}

function lawyer(partner: Partner): Look {
  const desk = lawyerDesk(partner);
  const due = { assigned: 'opinion', opined: 'signing', confirmed: 'papers/taken', taken: 'papers/returned' } as const satisfies Record<
    string,
    (typeof lawyerSteps)[number]
  >;
  return async (on) => {
    for (const [status, step] of Object.entries(due)) {
      for (const { id } of await desk.matters(status)) {
        await desk.text(id);
        tell(step, id, await desk.say(id, step, on));
      }
    }
  };
}

/** A refusal by what the office is not ready for passes by itself; others are told. */
function tell(did: string, about: string, { status, problem }: Reply): boolean {
  if (problem && status !== 409) console.error(`${did} ${about}: ${status} ${problem.code ?? problem.title} ${JSON.stringify(problem.errors ?? {})}`);
  if (!problem) console.log(`${did} ${about}`);
  return !problem;
}

function explain(error: unknown): void {
  const isOfficeAway = error instanceof TypeError || error instanceof PartnerError || error instanceof RehearsalError;
  if (!isOfficeAway) throw error;
  console.error(error.message);
}
