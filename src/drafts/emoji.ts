/** Pictures by the names that people type between colons, `name picture` pairs; the first of a row is offered first. */
const table = `
smile 😄 grin 😁 joy 😂 rofl 🤣 smiley 😃 sweat_smile 😅 laughing 😆 wink 😉 blush 😊 innocent 😇 slight_smile 🙂 upside_down 🙃 yum 😋 relieved 😌 heart_eyes 😍 kissing_heart 😘 sunglasses 😎 nerd 🤓 thinking 🤔 neutral 😐 expressionless 😑 smirk 😏 roll_eyes 🙄 grimacing 😬 sleeping 😴 mask 😷 dizzy_face 😵 exploding_head 🤯 partying 🥳 cry 😢 sob 😭 scream 😱 angry 😠 rage 😡 confused 😕 worried 😟 frowning 🙁 open_mouth 😮 astonished 😲 flushed 😳 pleading 🥺 fearful 😨 cold_sweat 😰 hugging 🤗 shushing 🤫 salute 🫡 zany 🤪 cowboy 🤠 robot 🤖 ghost 👻 alien 👽 skull 💀 poop 💩 clown 🤡 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 ok_hand 👌 clap 👏 wave 👋 raised_hands 🙌 pray 🙏 handshake 🤝 muscle 💪 point_right 👉 point_left 👈 point_up 👆 point_down 👇 fist ✊ v ✌️ crossed_fingers 🤞 writing_hand ✍️ eyes 👀 brain 🧠 shrug 🤷 facepalm 🤦 bow 🙇 runner 🏃 family 👪
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 sparkling_heart 💖 100 💯 fire 🔥 star ⭐ star2 🌟 sparkles ✨ boom 💥 zap ⚡ rainbow 🌈 sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ snowman ⛄ droplet 💧 ocean 🌊 earth 🌍 moon 🌙
tada 🎉 confetti 🎊 balloon 🎈 gift 🎁 birthday 🎂 cake 🍰 trophy 🏆 medal 🏅 first_place 🥇 dart 🎯 game 🎮 music 🎵 guitar 🎸 art 🎨 camera 📷 movie 🎬
check ✅ white_check_mark ✅ ballot_check ☑️ x ❌ warning ⚠️ no_entry ⛔ stop 🛑 question ❓ exclamation ❗ bulb 💡 bell 🔔 no_bell 🔕 lock 🔒 unlock 🔓 key 🔑 link 🔗 pushpin 📌 paperclip 📎 scissors ✂️ pencil 📝 memo 📝 book 📖 books 📚 bookmark 🔖 newspaper 📰 clipboard 📋 calendar 📅 chart 📈 chart_down 📉 bar_chart 📊 folder 📁 file 📄 envelope ✉️ email 📧 inbox 📥 outbox 📤 package 📦 mailbox 📫 phone ☎️ mobile 📱 computer 💻 desktop 🖥️ keyboard ⌨️ mouse 🖱️ printer 🖨️ floppy 💾 cd 💿 battery 🔋 plug 🔌 satellite 📡 microscope 🔬 telescope 🔭 magnet 🧲 wrench 🔧 hammer 🔨 gear ⚙️ tools 🛠️ bug 🐛 test_tube 🧪 rocket 🚀 construction 🚧 hourglass ⏳ alarm ⏰ stopwatch ⏱️ watch ⌚ mag 🔍 trash 🗑️ recycle ♻️ shield 🛡️ crystal_ball 🔮 money 💰 dollar 💵 yen 💴 euro 💶 credit_card 💳 receipt 🧾 briefcase 💼 house 🏠 office 🏢 factory 🏭 school 🏫 hospital 🏥 bank 🏦
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ refresh 🔄 plus ➕ minus ➖ infinity ♾️ copyright ©️ tm ™️ red_circle 🔴 green_circle 🟢 yellow_circle 🟡 blue_circle 🔵 white_circle ⚪ black_circle ⚫
coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine 🍷 champagne 🍾 pizza 🍕 hamburger 🍔 fries 🍟 noodles 🍜 rice 🍚 sushi 🍣 dumpling 🥟 cookie 🍪 chocolate 🍫 apple 🍎 banana 🍌 watermelon 🍉 grapes 🍇 lemon 🍋 avocado 🥑 popcorn 🍿
dog 🐶 cat 🐱 panda 🐼 fox 🦊 bear 🐻 koala 🐨 tiger 🐯 lion 🦁 cow 🐮 pig 🐷 frog 🐸 monkey 🐵 chicken 🐔 penguin 🐧 bird 🐦 owl 🦉 unicorn 🦄 bee 🐝 butterfly 🦋 turtle 🐢 snake 🐍 dragon 🐉 whale 🐳 dolphin 🐬 fish 🐟 octopus 🐙 crab 🦀 snail 🐌 ant 🐜 elephant 🐘 rose 🌹 tulip 🌷 sunflower 🌻 blossom 🌸 tree 🌳 palm 🌴 cactus 🌵 clover 🍀 leaves 🍃 bamboo 🎋 lantern 🏮 firecracker 🧨 red_envelope 🧧 mooncake 🥮
car 🚗 taxi 🚕 bus 🚌 train 🚆 metro 🚇 airplane ✈️ ship 🚢 bike 🚲 ambulance 🚑 fuel ⛽ traffic_light 🚦 anchor ⚓ tent ⛺ mountain ⛰️ beach 🏖️ map 🗺️ compass 🧭 world 🌐 flag_cn 🇨🇳 flag_us 🇺🇸 flag_eu 🇪🇺 flag_gb 🇬🇧 flag_de 🇩🇪 flag_jp 🇯🇵 checkered_flag 🏁 white_flag 🏳️
`;

export interface Emoji {
  readonly name: string;
  readonly picture: string;
}

export function allEmoji(): readonly Emoji[] {
  return [...table.matchAll(/(\S+) (\S+)/g)].map(([, name = '', picture = '']) => ({ name, picture }));
}

/** What is typed of a name, from its colon, at the end of a line's text; undefined where no name is typed: in code, in an address, behind a word. */
export function typedEmoji(before: string): { readonly typed: string; readonly at: number } | undefined {
  const match = /(?:^|[\s(（，。！？、\p{Script=Han}])(:[a-z0-9_+-]{1,20})$/iu.exec(before);
  const [, typed] = match ?? [];
  if (!typed || (before.match(/`/g)?.length ?? 0) % 2 === 1) return undefined;
  return { typed, at: before.length - typed.length };
}
