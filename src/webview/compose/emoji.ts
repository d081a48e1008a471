/** Signs that people put into letters, by group; each is one grapheme. */
export const emoji: readonly string[] = [
  ...'😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😎 🤔 🤗 🤩 😐 🙄 😏 😮 😴 😌 😕 🙁 😢 😭 😡 😱 😇 🥳 🤝'.split(' '),
  ...'👍 👎 👏 🙌 🙏 💪 👋 ✌️ 👌 🤞 👀 🧠 ❤️ 💛 💚 💙 💜 💔 🔥 ✨'.split(' '),
  ...'🎉 🎂 🎁 🏆 ⭐ 🌟 ☀️ 🌙 🌈 ❄️ 🌸 🌹 🍀 🐛 🐱 🐶 ☕ 🍺 🍻 🍜'.split(' '),
  ...'✅ ❌ ❗ ❓ ⚠️ 💡 📌 📎 📅 📝 📧 📞 💻 🔧 🔒 🔑 🚀 ✈️ 🏠 ⏰'.split(' '),
];
