import { Button } from 'antd';
import { useState } from 'react';
import { reaches } from '../../../shared/kit/access.ts';
import { operationEntry } from '../office.ts';
import { OperationDialog } from '../operations/lazy-dialog.tsx';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';

/** Takes an order for a unit that is for sale. */
export function SubscribeButton({ unit }: { unit: Row }) {
  const { l } = useWords();
  const { actor } = useSession();
  const [isOpen, setOpen] = useState(false);
  const operation = operationEntry('subscription.subscribe');
  if (!operation || unit.status !== 'available' || !reaches(operation.allow, actor, unit)) return null;
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {l(operation.label)}
      </Button>
      {isOpen && <OperationDialog operation={operation} about={String(unit.code)} prefill={{ unit: unit.id }} onClose={() => setOpen(false)} />}
    </>
  );
}
