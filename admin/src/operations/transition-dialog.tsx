import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import { kebab } from '../../../shared/kit/label.ts';
import { resourceEntry } from '../office.ts';
import { call } from '../providers/api.ts';
import { failureText, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import type { Action } from '../records/actions.ts';
import { useRefreshAll } from '../refine.ts';
import { useFocusReturn } from '../ui/use-focus-return.ts';

type TransitionProps = {
  readonly resource: string;
  readonly record: Row;
  readonly action: Extract<Action, { type: 'transition' }>;
  readonly onClose: () => void;
};

/** Confirms a plain transition, with a reason where one is asked for. */
export function TransitionDialog({ resource, record, action, onClose }: TransitionProps) {
  const { l, t, problemText, language } = useWords();
  const { message } = App.useApp();
  const refreshAll = useRefreshAll();
  useFocusReturn();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    const text = reason.trim();
    if (action.isReasonNeeded && !text) return setProblem(problemText({ key: 'field.required' }));
    setBusy(true);
    try {
      const body = { version: record.version, ...(text ? { reason: text } : {}) };
      await call(`${resourceEntry(resource).path}/${record.id}/${kebab(action.name)}`, { method: 'POST', body });
      message.success(t('act.done', { name: l(action.label) }));
      refreshAll();
      onClose();
    } catch (error) {
      setProblem(failureText(error, language, t('state.offline')));
      refreshAll();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={l(action.label)}
      okText={t('act.confirm')}
      cancelText={t('act.cancel')}
      okButtonProps={{ loading: isBusy, danger: action.isException }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      {action.isReasonNeeded ? (
        <>
          <label htmlFor="transition-reason">{t('act.reason')}</label>
          <Input.TextArea
            id="transition-reason"
            autoFocus
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            {...(problem ? { status: 'error' as const, 'aria-describedby': 'transition-problem' } : {})}
          />
        </>
      ) : (
        <p>{t('act.confirmText', { name: l(action.label) })}</p>
      )}
      {problem && (
        <p id="transition-problem" role="alert" className="problem">
          {problem}
        </p>
      )}
    </Modal>
  );
}
