import { receiveBlanks } from '../../shared/areas/contracts/receive-blanks.operation.ts';
import { stampedBlank } from '../../shared/areas/contracts/stamped-blank.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { chosen } from '../kit/chosen.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** Width of the running number in the register. */
const digits = 6;

export const run: Run<typeof receiveBlanks> = async ({ input, context }) => {
  await chosen(context, project, { field: 'project', id: input.project });
  const numbers = Array.from({ length: input.count }, (_, i) => `${input.prefix}${String(input.from + i).padStart(digits, '0')}`);
  return {
    status: 201,
    writes: numbers.map((number) => create(stampedBlank, { project: input.project, kind: input.kind, number }, { event: 'stampedBlank.received' })),
    body: (written) => ({ count: written.length, first: numbers[0], last: numbers.at(-1), ids: written.map((item) => item.id) }),
  };
};

export const handler = serve(receiveBlanks, run);
