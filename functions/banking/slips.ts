import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';

/** A release slip is a file of the same project, under lock in the archive. */
export async function refuseSlip(context: Context, { slip, project }: { slip: string | undefined; project: string }): Promise<void> {
  if (!slip) return;
  const file = await chosen(context, scan, { field: 'slip', id: slip });
  if (file.status !== 'kept') failField('slip', 'scan.notKept');
  if (file.project !== project) failField('slip', 'scan.ofOther');
}
