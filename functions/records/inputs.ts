import * as z from 'zod';
import { check } from '../../shared/derive/validation.ts';
import { f } from '../../shared/kit/fields/f.ts';
import { field } from '../../shared/kit/fields/field.ts';
import { label } from '../../shared/kit/label.ts';
import { mostTitles } from '../kit/records/read.ts';

/** Fields that one reveal may name. */
const mostRevealed = 20;
const names = z.array(z.string().min(1).max(64)).min(1);

/** Bodies of the routes that are no form of a resource. */
export const moveInput = z.strictObject({ reason: f.text('原因', 'Reason', { most: 500, optional: true }) });
export const titlesInput = z.strictObject({ ids: field(names.max(mostTitles), { kind: 'data', label: label('编号', 'Ids') }) });
export const revealInput = z.strictObject({
  fields: field(names.max(mostRevealed), { kind: 'data', label: label('字段', 'Fields') }),
  purpose: f.text('用途', 'Purpose', { most: 200 }),
});

/** @throws RefusalError `request.invalid` naming what is wrong in the body */
export const readInput = <S extends z.ZodObject>(schema: S, body: unknown): z.infer<S> => check(schema, body ?? {}, schema.shape);
