import { type QuickPickItem, window } from 'vscode';
import { DisposableList } from '../base/dispose.ts';
import { outboxTexts } from '../texts/outbox.ts';
import { type TimeChoice, type TimeChoiceOptions, timeChoices } from './timeChoices.ts';

export type PickTime = () => Promise<number | undefined>;

/** Asks for a time in words: usual ones to choose, any other to type. Undefined when dismissed. */
export function createPickTime(options: () => TimeChoiceOptions): PickTime {
  return () =>
    new Promise((resolve) => {
      const resources = new DisposableList();
      const picker = resources.add(window.createQuickPick<QuickPickItem & TimeChoice>());
      const { t } = options();
      const show = () => {
        picker.items = timeChoices(picker.value, options()).map((choice) => ({ ...choice, alwaysShow: true }));
      };
      picker.title = t(outboxTexts.scheduleTitle);
      picker.placeholder = t(outboxTexts.schedulePlaceholder);
      picker.ignoreFocusOut = true;
      show();
      resources.add(picker.onDidChangeValue(show));
      resources.add(
        picker.onDidAccept(() => {
          const value = picker.selectedItems[0]?.value;
          if (value === undefined) return; // Not a time yet: it stays open.
          resolve(value);
          picker.hide();
        }),
      );
      resources.add(
        picker.onDidHide(() => {
          resolve(undefined);
          resources.dispose();
        }),
      );
      picker.show();
    });
}
