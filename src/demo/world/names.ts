/** Names that people of the demo tenant are made of. Everybody in it is invented. */
export const givenNames: readonly string[] =
  "Aadil Agnes Aisha Albert Alma Amir Anika Anton Arjun Astrid Bram Carla Cedric Chidi Clara Dafne Daan Delia Dmitri Edith Elias Ella Emeka Enzo Erik Esra Fatima Felix Femke Finn Flora Gabriel Gerda Gita Hana Hassan Hedda Hugo Ida Ilse Imran Ines Isak Jana Jesper Joana Jonas Julia Kaito Karin Kofi Lars Leila Lena Leon Lieke Lina Lotte Louis Lucia Maarten Magda Malik Marta Mateo Maya Mei Mila Milan Mina Nadia Nils Nora Olga Omar Oscar Paula Petra Pieter Priya Quentin Rafael Rana Renske Rosa Ruben Saskia Selma Sanne Silas Sofia Soren Tariq Thea Tiago Ursula Vera Viktor Wen Willem Yara Yusuf Zoe".split(
    " ",
  );

export const surnames: readonly string[] =
  "Abdalla Achterberg Adeyemi Almeida Andrade Aziz Bakker Barros Bauer Beaumont Bergstrom Bianchi Blom Bosman Brink Castillo Chowdhury Claes Costa Dahl Dekker Demir Dijkstra Duarte Eklund Engel Evans Farah Ferreira Fischer Fonseca Gallagher Garcia Geurts Gomes Haas Hansen Hartley Heikkinen Hendriks Hoekstra Horvat Ibrahim Jansen Jensen Kaya Keller Khan Kowalski Kramer Kuiper Larsen Leclerc Lopes MacLeod Maes Malik Marques Meijer Mensah Moreau Mulder Murray Nakamura Nguyen Nilsson Novak Okafor Oliveira Olsen Ortega Osei Patel Pereira Peters Pinto Popescu Prins Quist Ramos Rao Reinders Ribeiro Rossi Ruiz Sandberg Santos Sato Schouten Sharma Silva Smit Sousa Stewart Svensson Tanaka Tavares Thomsen Timmer Torres Vasquez Verhoeven Visser Vos Wagner Walsh Weber Yilmaz Zhang Zijlstra".split(
    " ",
  );
