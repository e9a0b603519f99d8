"""Read lines with a trained model, as the running assistant does: `python read.py MODEL < lines > readings`.

Each line is JSON with `text` and `meanings` (the vectors that the gateway sends along); each reading is the intent,
its confidence, and the next best two. `make evaluate` measures with this.
"""

import asyncio
import json
import sys
import time

import launch


async def read(model):
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    agent = Agent.load(model)
    for line in sys.stdin:
        row = json.loads(line)
        message = UserMessage(row["text"], metadata={"meanings": row["meanings"]})
        began = time.perf_counter()
        parsed = await agent.processor.parse_message(message)
        took = (time.perf_counter() - began) * 1000
        ranking = [(one["name"], float(one["confidence"])) for one in parsed.get("intent_ranking", [])[:3]]
        intent = parsed["intent"]
        print(
            json.dumps(
                {"intent": intent["name"], "confidence": float(intent["confidence"]), "ranking": ranking, "ms": took}
            )
        )


if __name__ == "__main__":
    launch.leave_tensorflow_out()
    asyncio.run(read(sys.argv[1]))
