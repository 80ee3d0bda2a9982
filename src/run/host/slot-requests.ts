import type { Slots } from '../../resources/slots/slots';
import type { HOST_REQUESTS } from '../../shared/boundaries/host';
import type { FilePlan, SlotRequest, StartedProcess } from '../../shared/boundaries/slots';

type SlotMessage = Extract<keyof typeof HOST_REQUESTS, `slot_${string}`>;

/** Answers what a worker asks about slots; `owner` is its connection. */
export function slotRequests(slots: Record<SlotRequest['of'], Slots>, owner: object): { [N in SlotMessage]: (params: never) => unknown } {
  return {
    slot_take: async (request: SlotRequest) => {
      await slots[request.of].take(request, owner);
      return {};
    },
    slot_started: ({ key, pid }: StartedProcess) => {
      slots.process.started(key, pid);
      return {};
    },
    slot_give_back: ({ key }: { key: string }) => {
      slots.process.giveBack(key);
      slots.case.giveBack(key);
      return {};
    },
    slot_plan: ({ file, largestTest }: FilePlan) => {
      slots.process.plan(file, largestTest);
      return {};
    },
  };
}
